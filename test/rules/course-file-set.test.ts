import { type ChangedFile, CourseFileSet, type ImportedFiles, type Overlay, overlaid } from '../../src/courses/files/course-file-set.rules';
import { foldName } from '../../src/platform/archive/entry-names.rules';

const sizes = new Map([['index.html', 10], ['Media/Photo.JPG', 20], ['café.css', 30]]);
const imported: ImportedFiles = { sizes, folded: new Map([...sizes.keys()].map((path) => [foldName(path), path])) };
const put = (path: string, folder: string, size = 1): ChangedFile => ({ path, folder, size, createdAt: 7 });
const gone = (path: string): ChangedFile => ({ path, folder: null, size: null, createdAt: 7 });
const revisions = (...changes: ChangedFile[]): CourseFileSet[] => {
  const overlays: Overlay[] = [new Map()];
  for (const change of changes) overlays.push(overlaid(overlays.at(-1) as Overlay, 'v', imported, [change]));
  return overlays.map((overlay, i) => new CourseFileSet('v', i, imported, overlay));
};
const at = (set: CourseFileSet) => Object.fromEntries(Array.from(set.files(), ({ path, folder }) => [path, folder]).sort());

test('a later change counts, of a name in whatever case', () => {
  const [first, second, third] = revisions(put('media/photo.jpg', 'a'), put('CAFÉ.css', 'b'), gone('index.html')).slice(1) as [CourseFileSet, CourseFileSet, CourseFileSet];
  expect(at(first)).toEqual({ 'café.css': 'v', 'index.html': 'v', 'media/photo.jpg': 'a' });
  expect(at(second)).toEqual({ 'CAFÉ.css': 'b', 'index.html': 'v', 'media/photo.jpg': 'a' });
  expect(third.find('index.html')).toBeUndefined();
  expect(third.find('INDEX.html')).toBeUndefined();
  expect(third.find('Media/Photo.JPG')).toEqual({ path: 'media/photo.jpg', size: 1, folder: 'a', changedAt: 7 });
  expect(second.find('Index.HTML')).toEqual({ path: 'index.html', size: 10, folder: 'v' });
});

test('what is brought back to the import leaves nothing over', () => {
  const sets = revisions(put('new.txt', 'a'), gone('new.txt'), gone('index.html'), { path: 'index.html', size: 10, folder: 'v', createdAt: 8 });
  expect(sets.map(({ isAsImported }) => isAsImported)).toEqual([true, false, true, false, true]);
});

test('the changes from any revision to any other lead there', () => {
  const sets = revisions(put('new.txt', 'a'), put('index.html', 'b'), gone('new.txt'), put('NEW.txt', 'c'), gone('café.css'), put('index.html', 'd'));
  for (const from of sets)
    for (const to of sets) {
      const changes = from.changesTo(to).map((change) => ({ ...change, createdAt: 9 }));
      const start = from.revision === 0 ? new Map() : (from as unknown as { overlay: Overlay }).overlay;
      const reached = new CourseFileSet('v', 99, imported, overlaid(start, 'v', imported, changes));
      expect([from.revision, to.revision, at(reached)]).toEqual([from.revision, to.revision, at(to)]);
      expect([from.revision, to.revision, reached.isAsImported]).toEqual([from.revision, to.revision, to.isAsImported]);
    }
});

test('no file can stand where a folder is, nor below a file', () => {
  const [base, changed] = revisions(put('docs/a/b.txt', 'a')) as [CourseFileSet, CourseFileSet];
  expect(base.obstacleAt('media')).toMatch(/folder.*Media\/Photo\.JPG/);
  expect(base.obstacleAt('Index.html/x/y')).toMatch(/below \[index\.html\]/);
  expect(base.obstacleAt('docs/a')).toBeUndefined();
  expect(changed.obstacleAt('DOCS/A')).toMatch(/folder/);
  expect(changed.obstacleAt('docs/a/c.txt')).toBeUndefined();
});
