import { type ErrorComponentProps, Link, useRouter } from '@tanstack/react-router';
import { refusalOf } from '../live/changes.ts';
import { Button, buttonClass } from '../shared/ui/button.tsx';
import { Empty } from '../shared/ui/empty.tsx';
import { Page } from '../shared/ui/page.tsx';

/** A screen that broke. The rest of the dashboard goes on. */
export function ScreenFailure({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const message = error instanceof Error ? error.message : refusalOf(error).message;
  return (
    <Page title="Not shown" documentTitle="Not shown">
      <Empty
        title="This screen could not be shown"
        action={
          <Button
            variant="primary"
            onClick={() => {
              reset();
              void router.invalidate();
            }}
          >
            Try again
          </Button>
        }
      >
        <code className="font-mono text-dense">{message}</code>
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
