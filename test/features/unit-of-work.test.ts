import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection } from 'mysql2/promise';
import { UnitOfWork } from '../../src/platform/database/unit-of-work';
import { type Booted, bootCourseway } from '../support/boot';

const onServer = process.env['DATABASE_URL'] ? describe : describe.skip;
const embedded = process.env['DATABASE_URL'] ? describe.skip : describe;

let courseway: Booted;
let unit: UnitOfWork;
beforeAll(async () => {
  courseway = await bootCourseway({ LOG_LEVEL: 'fatal' }); // faults in here are meant
  unit = courseway.get(UnitOfWork);
  await unit.run(() => unit.execute('CREATE TABLE notes (id INT PRIMARY KEY, words VARCHAR(100) NOT NULL)'));
});
afterAll(() => courseway.close());
beforeEach(() => unit.run(() => unit.execute('DELETE FROM notes')));

const note = (id: number, words = `note ${id}`) => unit.execute('INSERT INTO notes (id, words) VALUES (?, ?)', [id, words]);
const ids = () => unit.run(async () => (await unit.query<{ id: number }>('SELECT id FROM notes ORDER BY id')).map(({ id }) => Number(id)));
const fault = new Error('a fault in the work');

describe('one unit', () => {
  test('what it writes is there when it has answered, and what it answers arrives', async () => {
    expect(await unit.run(async () => (await note(1)).affected)).toBe(1);
    expect(await ids()).toEqual([1]);
  });

  test('what it throws rolls all of it back and reaches the caller unchanged', async () => {
    const work = async () => {
      await note(1);
      await unit.run(() => note(2));
      throw fault;
    };
    await expect(unit.run(work)).rejects.toBe(fault);
    expect(await ids()).toEqual([]);
  });

  test('a unit inside is part of the outermost one: caught outside, its writes stay', async () => {
    await unit.run(async () => {
      await unit.run(async () => {
        await note(1);
        throw fault;
      }).catch(() => undefined);
      await note(2);
    });
    expect(await ids()).toEqual([1, 2]);
  });

  test('it sees what it has written itself, also through the manager', async () => {
    await unit.run(async () => {
      await note(1);
      expect(await unit.manager.query('SELECT words FROM notes')).toEqual([{ words: 'note 1' }]);
      expect((await unit.execute('UPDATE notes SET words = ?', ['new'])).affected).toBe(1);
      expect(await unit.query('SELECT words FROM notes')).toEqual([{ words: 'new' }]);
    });
  });

  test('its hooks run once, after COMMIT, and not at all when it fails', async () => {
    const heard: string[] = [];
    await unit.run(async () => {
      await unit.run(async () => unit.afterCommit(() => heard.push('inner')));
      unit.afterCommit(() => heard.push('outer'));
      await note(1);
      expect(heard).toEqual([]);
    });
    expect(heard).toEqual(['inner', 'outer']);
    await unit.run(async () => {
      unit.afterCommit(() => heard.push('never'));
      throw fault;
    }).catch(() => undefined);
    expect(heard).toEqual(['inner', 'outer']);
  });

  test('a hook that throws harms neither the answer nor what comes after', async () => {
    const heard: string[] = [];
    const answer = await unit.run(async () => {
      unit.afterCommit(() => {
        throw fault;
      });
      unit.afterCommit(() => heard.push('next'));
      await note(1);
      return 'done';
    });
    expect([answer, heard]).toEqual(['done', ['next']]);
    expect(await ids()).toEqual([1]);
  });
});

describe('outside a unit', () => {
  const refusal = 'The database was used outside a unit of work';
  test('every way to the database is refused', async () => {
    await expect(unit.query('SELECT 1')).rejects.toThrow(refusal);
    await expect(note(1)).rejects.toThrow(refusal);
    expect(() => unit.manager).toThrow(refusal);
    expect(() => unit.afterCommit(() => undefined)).toThrow(refusal);
    expect(await ids()).toEqual([]);
  });

  test('also to what a unit started and did not wait for', async () => {
    let late: Promise<unknown> = Promise.resolve();
    await unit.run(async () => {
      await note(1);
      late = sleep(20).then(() => note(2));
      late.catch(() => undefined);
    });
    await expect(late).rejects.toThrow(refusal);
    expect(await ids()).toEqual([1]);
  });

  test('a unit that starts late, in the wake of one that has ended, is one of its own', async () => {
    let late: Promise<unknown> = Promise.resolve();
    await unit.run(async () => {
      late = sleep(20).then(() => unit.run(() => note(2)));
      late.catch(() => undefined);
      throw fault;
    }).catch(() => undefined);
    await late;
    expect(await ids()).toEqual([2]);
  });
});

describe('many units at once', () => {
  test('one that fails takes nothing of the others with it, and every acknowledged write is there', async () => {
    for (let round = 0; round < 5; round++) {
      await unit.run(() => unit.execute('DELETE FROM notes'));
      const outcomes = await Promise.allSettled(
        Array.from({ length: 300 }, (_, n) => unit.run(async () => {
          await note(n);
          if (n % 3 === 0) throw fault;
          if (n % 7 === 0) await note(n); // the primary key refuses it
        })),
      );
      const kept = outcomes.flatMap(({ status }, n) => (status === 'fulfilled' ? [n] : []));
      expect(kept).toEqual(Array.from({ length: 300 }, (_, n) => n).filter((n) => n % 3 && n % 7));
      expect(await ids()).toEqual(kept);
    }
  });

  test('a counter that is read and written by all of them counts each one', async () => {
    await unit.run(() => note(1, '0'));
    await Promise.all(
      Array.from({ length: 100 }, () => unit.run(async () => {
        const [row] = await unit.query<{ words: string }>(`SELECT words FROM notes WHERE id = 1${unit.forUpdate}`);
        await unit.execute('UPDATE notes SET words = ? WHERE id = 1', [String(Number(row?.words) + 1)]);
      })),
    );
    expect(await unit.run(() => unit.query('SELECT words FROM notes'))).toEqual([{ words: '100' }]);
  });
});

embedded('a COMMIT that several share', () => {
  const outcomesOf = async (works: (() => Promise<unknown>)[]) => (await Promise.allSettled(works.map((work) => unit.run(work)))).map(({ status }) => status);

  test('that fails is the failure of them all: nobody was told otherwise', async () => {
    await unit.run(async () => {
      await unit.execute('CREATE TABLE parents (id INT PRIMARY KEY)');
      await unit.execute('CREATE TABLE children (id INT REFERENCES parents (id) DEFERRABLE INITIALLY DEFERRED)');
    });
    expect(await outcomesOf([() => note(1), () => unit.execute('INSERT INTO children (id) VALUES (1)'), () => note(2)])).toEqual(['rejected', 'rejected', 'rejected']);
    expect(await ids()).toEqual([]);
    await unit.run(() => note(3));
    expect(await ids()).toEqual([3]);
  });

  test('whose transaction SQLite gives up in the middle is rolled back for them all, and the next one works', async () => {
    await unit.run(() => note(1));
    expect(await outcomesOf([() => note(2), () => unit.execute("INSERT OR ROLLBACK INTO notes (id, words) VALUES (1, 'twice')"), () => note(3)])).toEqual(['rejected', 'rejected', 'rejected']);
    expect(await ids()).toEqual([1]);
    await unit.run(() => note(4));
    expect(await ids()).toEqual([1, 4]);
  });

  test('a unit of the batch that fails comes in between two that do not', async () => {
    const heard: number[] = [];
    const work = (n: number) => async () => {
      await note(n);
      unit.afterCommit(() => heard.push(n));
      if (n === 2) throw fault;
    };
    expect(await outcomesOf([work(1), work(2), work(3)])).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await ids()).toEqual([1, 3]);
    expect(heard).toEqual([1, 3]);
  });
});

onServer('on MySQL/MariaDB', () => {
  const other = () => createConnection({ uri: (courseway.config.databaseUrl ?? '').replace(/^mariadb:/, 'mysql:') });

  test('every connection reads what is committed, the first of the pool too', async () => {
    const versions = await unit.run(() => unit.query<{ name: string }>("SHOW VARIABLES WHERE Variable_name IN ('tx_isolation', 'transaction_isolation')"));
    expect(versions.length).toBeGreaterThan(0);
    const levels = await Promise.all(Array.from({ length: 20 }, () => unit.run(async () => {
      const rows = await unit.query<{ Value: string }>("SHOW SESSION VARIABLES WHERE Variable_name IN ('tx_isolation', 'transaction_isolation')");
      await unit.query('SELECT SLEEP(0.05)');
      return rows[0]?.Value;
    })));
    expect(new Set(levels)).toEqual(new Set(['READ-COMMITTED']));
  });

  test('two that deadlock both end, the work of each done once', async () => {
    await unit.run(async () => {
      await note(1, '');
      await note(2, '');
    });
    let tries = 0;
    const heard: string[] = [];
    let arrived = 0;
    let bothHold: () => void = () => undefined;
    const barrier = new Promise<void>((resolve) => (bothHold = resolve));
    const append = (id: number, word: string) => unit.execute('UPDATE notes SET words = CONCAT(words, ?) WHERE id = ?', [word, id]);
    const work = (word: string, first: number, second: number) => unit.run(async () => {
      tries++;
      unit.afterCommit(() => heard.push(word));
      await append(first, word);
      if (++arrived === 2) bothHold();
      await barrier;
      await append(second, word);
      return word;
    });
    expect(await Promise.all([work('a', 1, 2), work('b', 2, 1)])).toEqual(['a', 'b']);
    expect(tries).toBe(3);
    expect(heard.sort()).toEqual(['a', 'b']);
    const rows = await unit.run(() => unit.query<{ words: string }>('SELECT words FROM notes'));
    expect(rows.map(({ words }) => [...words].sort().join(''))).toEqual(['ab', 'ab']);
  });

  test('one that waits too long for a lock is done again from its start', async () => {
    await unit.run(() => note(1, 'old'));
    const holder = await other();
    await holder.query('BEGIN');
    await holder.query("UPDATE notes SET words = 'held' WHERE id = 1");
    let tries = 0;
    await unit.run(async () => {
      if (++tries === 2) await holder.query('COMMIT');
      await unit.execute('SET SESSION innodb_lock_wait_timeout = 1');
      await note(2);
      await unit.execute("UPDATE notes SET words = CONCAT(words, ' and new') WHERE id = 1");
    });
    await holder.end();
    expect(tries).toBe(2);
    expect(await unit.run(() => unit.query('SELECT words FROM notes ORDER BY id'))).toEqual([{ words: 'held and new' }, { words: 'note 2' }]);
  });

  test.each([[1213, 6], [1062, 1], [undefined, 1]])('a fault with the number %s is tried %s time(s)', async (errno, times) => {
    let tries = 0;
    const thrown = Object.assign(new Error('thrown by the work'), { errno });
    await expect(unit.run(async () => {
      tries++;
      await note(1);
      throw thrown;
    })).rejects.toBe(thrown);
    expect(tries).toBe(times);
    expect(await ids()).toEqual([]);
  });

  test('one whose connection is lost fails, leaves nothing, and the pool goes on', async () => {
    const admin = await other();
    const broken = unit.run(async () => {
      await note(1);
      const [row] = await unit.query<{ id: number }>('SELECT CONNECTION_ID() AS id');
      await admin.query(`KILL ${Number(row?.id)}`);
      await note(2);
    });
    await expect(broken).rejects.toThrow();
    await admin.end();
    await Promise.all(Array.from({ length: 25 }, (_, n) => unit.run(() => note(10 + n))));
    expect(await ids()).toEqual(Array.from({ length: 25 }, (_, n) => 10 + n));
  });
});
