import { Writer } from 'protobufjs/minimal.js';

/**
 * OpenAPI v2, which kubectl asks for when it is given a kind that v3 does not have. That it describes nothing lets
 * kubectl go on to say which kind is not here, and to apply what else is in the file; without it all would end.
 */
export const olderDocument = {
  swagger: '2.0',
  info: { title: 'Gantry', version: 'v1.34.0' },
  paths: {},
};

/** As clients ask for it; as the answer says it, since a media type may not have the sign in it. */
export const olderAccept = 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf';
export const olderContentType = olderAccept.replace('@', '.');

/** The same as kubectl reads it: field 1 is `swagger`, 2 is `info` with its `title` (1) and `version` (2). */
export function olderDocumentBytes(): Buffer {
  const { swagger, info } = olderDocument;
  const written = new Writer()
    .uint32(textField(1))
    .string(swagger)
    .uint32(textField(2))
    .fork()
    .uint32(textField(1))
    .string(info.title)
    .uint32(textField(2))
    .string(info.version)
    .ldelim();
  return Buffer.from(written.finish());
}

/** Text and messages are of wire type 2. */
const textField = (number: number) => (number << 3) | 2;
