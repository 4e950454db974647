import { Link, type LinkProps } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { buttonClass } from './button.tsx';
import { Empty } from './empty.tsx';

/** What a link to something leads to that is not there any more, with the way to all that is. */
export function Missing({
  title,
  to,
  all,
  children = 'It may have been deleted.',
}: {
  title: string;
  to: NonNullable<LinkProps['to']>;
  all: string;
  children?: ReactNode;
}) {
  return (
    <Empty
      title={title}
      action={
        <Link to={to} className={buttonClass()}>
          All {all}
        </Link>
      }
    >
      {children}
    </Empty>
  );
}
