import { Member, Presence } from './types';

/**
 * Returns the members after a change, in the order of their joins. A member that joins and leaves in one change is
 * absent.
 */
export function changed(members: Member[], change: Presence): Member[] {
  const { leaves = [], joins = [], updates = [] } = change;
  return members
    .map((member) => find(joins, member) || member)
    .concat(joins.filter((member) => !find(members, member)))
    .filter((member) => !find(leaves, member))
    .map((member) => merged(member, find(updates, member)));
}

function find<T extends { client: string }>(list: T[], { client }: { client: string }): T | undefined {
  return list.filter((each) => each.client === client)[0];
}

function merged(member: any, update: any): Member {
  const now: any = {};
  for (const key in member) now[key] = member[key];
  for (const key in update) now[key] = update[key];
  return now;
}
