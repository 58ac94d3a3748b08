import { Injectable } from '@nestjs/common';
import { ChangeCourseFiles } from '../../../courses/files/change-course-files';
import { ListCourseFiles } from '../../../courses/files/list-course-files';
import { FindCourses } from '../../../courses/find-courses';
import { ReadCoursePackage } from '../../../courses/read-course-package';
import { elements, type V1Answer, type V1Call, type V1MethodGroup, type V1Methods } from '../v1-call';
import { v1 } from '../v1-failures';
import { element, type Xml } from '../../../platform/xml/xml-elements.rules';
import { placeOf } from './course-parameters';
import { toEntries } from './course.wire';

/** The files of a course: all as a zip, some, one, their names, and taking them out. */
@Injectable()
export class CourseFilesMethods implements V1MethodGroup {
  constructor(
    private readonly courses: FindCourses,
    private readonly files: ListCourseFiles,
    private readonly change: ChangeCourseFiles,
    private readonly packages: ReadCoursePackage,
  ) {}

  readonly methods: V1Methods = {
    'rustici.course.getManifest': { signedBy: 'application', run: (call) => this.manifest(call) },
    'rustici.course.getAssets': { signedBy: 'application', run: (call) => this.assets(call) },
    'rustici.course.getFileStructure': { signedBy: 'application', run: (call) => this.structure(call) },
    'rustici.course.deleteFiles': { signedBy: 'application', run: (call) => this.delete(call) },
  };

  private async manifest(call: V1Call): Promise<V1Answer> {
    const { path, body } = await this.files.manifest(placeOf(call));
    return { body: body(), type: path.endsWith('.xml') ? 'text/xml' : 'text/plain', fileName: path.slice(path.lastIndexOf('/') + 1) }; // a browser saves it: XML of a course may hold elements of HTML
  }

  private async assets(call: V1Call): Promise<V1Answer> {
    const of = placeOf(call);
    const paths = call.all('path').filter(Boolean);
    const { versionKey } = await this.courses.version(of.applicationId, of.courseId, of.version);
    if (paths.length > 1) return { body: await this.packages.some(versionKey, paths), type: 'application/zip', fileName: 'files.zip' };
    if (!paths[0]) return { body: (await this.packages.run(versionKey)).stream, type: 'application/zip', fileName: 'course.zip' };
    const { path, body } = await this.files.one(of, paths[0]);
    return { body: body(), type: 'application/octet-stream', fileName: path.slice(path.lastIndexOf('/') + 1) };
  }

  private async structure(call: V1Call): Promise<V1Answer> {
    const { files } = await this.files.all(placeOf(call));
    return { list: { name: 'dir', attributes: { name: '' }, items: inPieces(toEntries(files)) } };
  }

  private async delete(call: V1Call): Promise<V1Answer> {
    const of = placeOf(call);
    const paths = call.all('path').filter(Boolean);
    if (!paths.length) throw v1.missing('path');
    const deleted = await this.change.removeAll(of, paths);
    return elements(element('results', {}, ...paths.map((path, n) => element('result', { path, deleted: deleted[n] }))));
  }
}

async function* inPieces(items: Iterable<Xml>): AsyncGenerator<Xml> {
  yield* items;
}
