import type { ServerResponse } from 'node:http';
import { isJsonObject, type JsonObject } from '../wire/object.ts';
import { type ApiRequest, readObject } from '../wire/request.ts';
import { sendJson } from '../wire/response.ts';

/** Who am I and what may I do. Whoever holds the token may do everything; a caller without one never gets here. */
export async function sendReview(
  response: ServerResponse,
  request: ApiRequest,
  resource: string,
): Promise<boolean> {
  const status = reviewStatus(request, resource);
  if (status === null || request.method !== 'POST') return false;
  const review = await readObject(request);
  sendJson(response, 201, {
    ...review,
    metadata: isJsonObject(review.metadata) ? review.metadata : {},
    status,
  });
  return true;
}

function reviewStatus({ caller }: ApiRequest, resource: string): JsonObject | null {
  switch (resource) {
    case 'selfsubjectaccessreviews':
      return { allowed: true, reason: "the token is the administrator's" };
    case 'selfsubjectrulesreviews':
      return {
        resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }],
        nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }],
        incomplete: false,
      };
    case 'selfsubjectreviews':
      return { userInfo: { username: caller.name, groups: ['system:authenticated'] } };
    default:
      return null;
  }
}
