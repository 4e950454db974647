import type { NodeVerdict, WhyNot } from '@gantry/engine';
import { rejection } from '@gantry/model';
import { z } from 'zod';
import type { Context } from './context.ts';
import { findTask } from './find.ts';
import { type Asked, taskField, textField } from './input.ts';
import { refused } from './refusal.ts';

export const whyFields = {
  task: taskField,
  /** Only the nodes with this first reason. */
  code: textField,
  /** So many nodes of each group are named. All are counted. */
  nodes: z.int().min(0).max(100_000).default(50),
};

/** The nodes with the same first reason. */
export interface WhyGroup {
  code: string;
  nodes: number;
  /** The first of them by name. */
  verdicts: NodeVerdict[];
}

/** What keeps a task waiting, and would end it. */
export interface Why extends Omit<WhyNot, 'groups'> {
  groups: WhyGroup[];
}

export function why(ctx: Context, input: Asked<typeof whyFields>): Why {
  const task = findTask(ctx.plane.view, input.task);
  const found = ctx.plane.whyNot(task.id);
  if (found === null)
    throw refused(
      rejection(
        'conflict',
        `${task.name} waits for no node: it has one, has ended, or a framework places it.`,
      ),
    );
  const groups = found.groups.filter(({ code }) => !input.code || code === input.code);
  return {
    ...found,
    groups: groups.map(({ code, verdicts }) => ({
      code,
      nodes: verdicts.length,
      verdicts: verdicts.toSorted((a, b) => byName(a.node, b.node)).slice(0, input.nodes),
    })),
  };
}

const byName = new Intl.Collator('en', { numeric: true }).compare;
