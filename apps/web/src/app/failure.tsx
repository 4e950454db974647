import { type ErrorComponentProps, Link, useRouter } from '@tanstack/react-router';
import { refusalOf } from '../live/changes.ts';
import { useReload } from '../shared/missing-notice.tsx';
import { isMissingPart } from '../shared/start-over.ts';
import { Button, buttonClass } from '../shared/ui/button.tsx';
import { Empty } from '../shared/ui/empty.tsx';
import { Page } from '../shared/ui/page.tsx';

/** A screen that broke. The rest of the dashboard goes on. */
export function ScreenFailure({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const { pending, isAway, retry } = useReload();
  const message = error instanceof Error ? error.message : refusalOf(error).message;
  return (
    <Page title="Not shown" documentTitle="Not shown">
      <Empty
        title="This screen could not be shown"
        action={
          <Button
            variant="primary"
            pending={pending}
            onClick={() => {
              // A part that did not arrive is not asked for again by a page that has once failed to get it.
              if (isMissingPart(message)) return retry();
              reset();
              void router.invalidate();
            }}
          >
            Try again
          </Button>
        }
      >
        {isMissingPart(message) ? (
          <>
            A part of the dashboard did not arrive: the connection broke, or the control plane has another
            version now.
            {isAway && ' The control plane does not answer.'}
          </>
        ) : (
          <code className="font-mono text-dense">{message}</code>
        )}
      </Empty>
    </Page>
  );
}

export function NoSuchScreen() {
  return (
    <Page title="Nothing here" documentTitle="Nothing here">
      <Empty
        title="There is no such screen"
        action={
          <Link to="/" className={buttonClass('primary')}>
            Go to the overview
          </Link>
        }
      >
        The address may be mistyped, or what it showed is gone.
      </Empty>
    </Page>
  );
}
