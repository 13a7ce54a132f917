import { z } from 'zod';
import { defineCollection } from '../../src/ports/collection.ts';

export const taskSchema = z.looseObject({
  title: z.string(),
  status: z.enum(['open', 'done', 'late']),
  owner: z.string().optional(),
  words: z.array(z.string()).default([]),
  effort: z.number(),
  isUrgent: z.boolean(),
  due: z.date(),
  history: z.array(z.looseObject({ at: z.date(), note: z.string().optional() })).optional(),
});

/** Collections made to try every kind of field and index; they resemble what the application has. */
export const tasks = defineCollection({
  template: 'houses/{houseId}/tasks/{taskId}',
  schema: taskSchema,
  indexes: [
    { where: [], orderBy: 'due' },
    { where: [], orderBy: 'title' },
    { where: ['status'], orderBy: 'due', sums: ['effort'] },
    { where: ['isUrgent'], orderBy: 'effort' },
    { where: ['owner'], orderBy: 'due' },
    { where: ['words'], orderBy: 'due', sums: ['effort'] },
    { where: ['status', 'words'], orderBy: 'due', filtered: ['status'] },
    { where: ['status', 'owner', 'words'], orderBy: 'due', filtered: ['status'] },
    { where: ['status', 'owner'], orderBy: 'due', filtered: ['status'] },
    { where: ['status', 'owner'], orderBy: 'due', scope: 'group' },
    { where: [], orderBy: 'isUrgent', directions: ['ascending'] },
    { where: [], orderBy: 'due', scope: 'group' },
    { where: ['owner'], orderBy: 'due', scope: 'group', sums: ['effort'] },
    { where: ['words'], orderBy: 'due', scope: 'group' },
  ],
});

export type Task = z.infer<typeof taskSchema>;

export const counters = defineCollection({
  template: 'counters/{name}',
  schema: z.looseObject({ value: z.number() }),
  indexes: [{ where: [], orderBy: 'value' }],
});

export const collections = [tasks, counters];

/** A task with everything it needs. */
export function aTask(overrides: Partial<Task> = {}): Task {
  return {
    title: 'Sweep',
    status: 'open',
    words: [],
    effort: 1,
    isUrgent: false,
    due: new Date(1_700_000_000_000),
    ...overrides,
  };
}
