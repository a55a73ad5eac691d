// Who visits this page, and what the page keeps of the conversation while its tab is open.

const KEPT = 'vfmock-widget';

/** The URL of the server's root. This file is at a fixed place below it, whatever is before. */
export const ROOT = new URL('../../', import.meta.url);

/** The visitor that the query of the page names, with the words of the query. */
export function askedFor(search) {
  const query = new URLSearchParams(search);
  const given = (name) => query.get(name) || undefined;
  return {
    project: given('project') ?? 'vfmock',
    user: given('user'),
    environment: given('environment'),
    version: given('version'),
    key: given('key'),
  };
}

/** What a client of the dialect says of a visitor. */
export function whoIs({ user, project, environment, version, key }) {
  const said = {
    userID: user,
    projectID: project,
    environmentID: environment,
    versionVariant: version,
    authorization: key,
  };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
}

/** A visitor by the name that it had in this tab, or by a new one. */
export function named(visitor, storage) {
  const kept = load(storage, visitor);
  const user = visitor.user ?? kept.user ?? `visitor-${Math.random().toString(36).slice(2, 8)}`;
  return { ...visitor, user };
}

/** What was kept of a visitor: `{user, memory, items}`, or nothing of somebody else. */
export function load(storage, visitor) {
  try {
    const kept = JSON.parse(storage.getItem(KEPT));
    const isSame = kept.project === visitor.project && kept.environment === visitor.environment;
    const isUser = visitor.user === undefined || kept.user === visitor.user;
    if (isSame && kept.version === visitor.version && isUser) return kept;
  } catch {
    // There is no storage, or nothing in it that can be read.
  }
  return {};
}

/** Keep what a page needs to go on after it was loaded again. */
export function save(storage, { user, project, environment, version }, memory, items) {
  try {
    storage.setItem(KEPT, JSON.stringify({ user, project, environment, version, memory, items }));
  } catch {
    // There is no storage, or no room in it. Then the next page begins anew.
  }
}
