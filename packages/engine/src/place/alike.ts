import type { Template } from '@gantry/model';
import type { TaskClass } from './task-class.ts';

/**
 * What was found of gangs, by what makes them alike for placement: their template, and what is asked with it. One look
 * at the nodes does for all that are alike.
 */
export class FoundOfAlike<T> {
  readonly #byTemplate = new Map<Template, Map<string, T>>();

  /** undefined: nothing was found of its like yet. */
  get(taskClass: TaskClass): T | undefined {
    return this.#byTemplate.get(taskClass.template)?.get(askedBy(taskClass));
  }

  set(taskClass: TaskClass, found: T): void {
    const { template } = taskClass;
    const asked = this.#byTemplate.get(template) ?? new Map<string, T>();
    this.#byTemplate.set(template, asked.set(askedBy(taskClass), found));
  }
}

const askedBy = ({ together, namespace, role }: TaskClass) => `${together} ${namespace} ${role}`;
