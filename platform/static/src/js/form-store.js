// What this phone keeps of a form until the server has it: rows by the token of the answers, in IndexedDB.
// Where the browser keeps nothing (private windows of some), the rows live as long as the page.
const NAME = "noress-form";
const ROWS = "rows";

export async function openStore() {
  try {
    return lasting(await open());
  } catch {
    return passing();
  }
}

function open() {
  return new Promise((done, failed) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(ROWS, { keyPath: "id" });
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
}

const range = (token) => IDBKeyRange.bound(`${token}|`, `${token}|\uffff`);

function lasting(db) {
  const work = (mode, act) => new Promise((done, failed) => {
    const transaction = db.transaction(ROWS, mode);
    let result;
    act(transaction.objectStore(ROWS), (value) => { result = value; });
    transaction.oncomplete = () => done(result);
    transaction.onabort = () => failed(transaction.error);
  });
  const take = (request, give) => { request.onsuccess = () => give(request.result); };
  return {
    isLasting: true,
    get: (id) => work("readonly", (rows, give) => take(rows.get(id), give)),
    list: (token) => work("readonly", (rows, give) => take(rows.getAll(range(token)), give)),
    /** Read and written in one go, whatever other tabs do: `change` gets the row, or undefined; what it returns is kept. */
    update: (id, change) => work("readwrite", (rows, give) => take(rows.get(id), (row) => {
      const next = change(row);
      if (next) rows.put({ ...next, id });
      give(next || row);
    })),
    remove: (id) => work("readwrite", (rows) => rows.delete(id)),
    erase: (token) => work("readwrite", (rows) => rows.delete(range(token))),
  };
}

function passing() {
  const rows = new Map();
  const of = (token) => [...rows.keys()].filter((id) => id.startsWith(`${token}|`));
  return {
    isLasting: false,
    get: async (id) => rows.get(id),
    list: async (token) => of(token).map((id) => rows.get(id)),
    update: async (id, change) => {
      const next = change(rows.get(id));
      if (next) rows.set(id, { ...next, id });
      return next || rows.get(id);
    },
    remove: async (id) => { rows.delete(id); },
    erase: async (token) => { of(token).forEach((id) => rows.delete(id)); },
  };
}
