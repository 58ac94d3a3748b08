import { Injectable } from '@nestjs/common';
import { ChangeCourseFiles } from '../../../courses/files/change-course-files';
import { FindCourses } from '../../../courses/find-courses';
import { AwaitImport } from '../../../courses/import/await-import';
import { StartCourseImport } from '../../../courses/import/start-course-import';
import { StartOverlay } from '../../../courses/import/start-overlay';
import { elements, type V1Answer, type V1Call, type V1MethodGroup, type V1Methods } from '../v1-call';
import { V1Refusal } from '../v1-failures';
import { required } from '../v1-parameters';
import { element } from '../../../platform/xml/xml-elements.rules';
import { answerToForm, type SentFile } from './browser-form';
import { newCourseIdOf, placeOf } from './course-parameters';
import { type FoundImport, toImportResult, toProgress } from './import.wire';
import { ReceivePackage } from './receive-package';

const refusedFile = 205;
const ownFault = 201;

/** Packages that become courses, or go over the files of one; at once, or as a job to ask after. A known id gets a new version. */
@Injectable()
export class CourseImportsMethods implements V1MethodGroup {
  constructor(
    private readonly receive: ReceivePackage,
    private readonly start: StartCourseImport,
    private readonly overlay: StartOverlay,
    private readonly waiting: AwaitImport,
    private readonly courses: FindCourses,
    private readonly files: ChangeCourseFiles,
  ) {}

  readonly methods: V1Methods = {
    'rustici.course.importCourse': { signedBy: 'application', fromPages: true, run: (call) => answerToForm(call, () => this.import(call, [element('status', {}, 'finished'), element('message', {}, 'Finished')])) },
    'rustici.course.importCourseAsync': { signedBy: 'application', fromPages: true, run: (call) => answerToForm(call, async () => queued(await this.startImport(call))) },
    'rustici.course.versionCourse': { signedBy: 'application', run: (call) => answerToForm(call, () => this.import(call, [])) },
    'rustici.course.getAsyncImportResult': { signedBy: 'application', run: (call) => this.result(call) },
    'rustici.course.updateAssets': { signedBy: 'application', run: (call) => answerToForm(call, () => this.update(call)) },
    'rustici.course.updateAssetsAsync': { signedBy: 'application', run: (call) => answerToForm(call, async () => queued(await this.startUpdate(call))) },
  };

  private startImport(call: V1Call): Promise<string> {
    const input = { applicationId: call.applicationId, courseId: newCourseIdOf(call), mayCreateVersion: true };
    return this.receive.run(call, (jobId) => this.start.fromUpload(input, jobId));
  }

  private async import(call: V1Call, head: ReturnType<typeof element>[]): Promise<SentFile> {
    const found = await this.ended(call, await this.startImport(call));
    const { job } = found;
    if (job.status === 'ERROR' && !job.isRefused) throw new V1Refusal(ownFault, job.message ?? '');
    return { answer: elements(...head, toImportResult(found)), ...(job.isRefused && { refused: job.message ?? '' }) };
  }

  private async startUpdate(call: V1Call): Promise<string> {
    const of = placeOf(call);
    await this.files.check(of);
    return this.receive.run(call, (jobId, fileName) => this.overlay.run(of, jobId, fileName));
  }

  private async update(call: V1Call): Promise<SentFile> {
    const { job } = await this.ended(call, await this.startUpdate(call));
    if (job.status === 'ERROR') throw new V1Refusal(job.isRefused || job.failure === 'invalid-input' ? refusedFile : ownFault, job.message ?? '');
    return { answer: elements(element('success')) };
  }

  private ended({ applicationId, request }: V1Call, jobId: string): Promise<FoundImport> {
    return this.waiting.run(applicationId, jobId, () => request.raw.socket.destroyed);
  }

  private async result(call: V1Call): Promise<V1Answer> {
    return elements(...toProgress(await this.courses.importJob(call.applicationId, required(call, 'token'))));
  }
}

const queued = (jobId: string): SentFile => ({ answer: elements(element('token', {}, element('id', {}, jobId))), told: { tokenid: jobId } });
