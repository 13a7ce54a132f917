import { FieldPath, type Firestore, type Query } from 'firebase-admin/firestore';
import type { Question } from '../documents/question.ts';
import { timestampAt } from './values.ts';

/** The SDK's query for a question, without its limit. */
export function firestoreQuery(firestore: Firestore, question: Question): Query {
  const { entry, index, parent, matches, lower, upper, after } = question;
  const direction = question.direction === 'ascending' ? 'asc' : 'desc';
  let query: Query =
    parent === undefined
      ? firestore.collectionGroup(entry.name)
      : firestore.collection(parent === '' ? entry.name : `${parent}/${entry.name}`);
  for (const { field, values } of matches) {
    const [first] = values;
    const isOne = values.length === 1;
    if (field === index.contains)
      query = isOne
        ? query.where(field, 'array-contains', first)
        : query.where(field, 'array-contains-any', values);
    else query = isOne ? query.where(field, '==', first) : query.where(field, 'in', values);
  }
  if (lower) query = query.where(index.orderBy, lower.isIncluded ? '>=' : '>', lower.value);
  if (upper) query = query.where(index.orderBy, upper.isIncluded ? '<=' : '<', upper.value);
  query = query.orderBy(index.orderBy, direction).orderBy(FieldPath.documentId(), direction);
  if (!after) return query;
  const value =
    question.orderKind === 'date' && typeof after.value === 'number' ? timestampAt(after.value) : after.value;
  // Under every parent Firestore tells documents apart by their whole path.
  return query.startAfter(value, parent === undefined ? after.path : after.path.split('/').at(-1));
}
