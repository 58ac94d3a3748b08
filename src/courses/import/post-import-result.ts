import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Failure, outgoingRequestFailed } from '../../platform/failure';
import { OutgoingHttp } from '../../platform/http-client/outgoing-http';
import { JobRunner } from '../../platform/jobs/job-runner';
import { FindCourses } from '../find-courses';
import { importPostBack } from './end-import';

type EndedImport = Awaited<ReturnType<FindCourses['importJob']>>;

/** Tries over about half a day: after 2, 8, 32 seconds and so on. */
const tries = 9;

/** Sends the result of an ended import to the address its caller named. A status from 400 on and a lost connection are tried again; 3xx counts as taken. */
@Injectable()
export class PostImportResult implements OnModuleInit {
  private readonly log = new Logger(PostImportResult.name);
  private describe: (ended: EndedImport) => object = ({ job }) => ({ jobId: job.jobId, status: job.status });

  constructor(
    private readonly find: FindCourses,
    private readonly http: OutgoingHttp,
    private readonly runner: JobRunner,
  ) {}

  onModuleInit(): void {
    this.runner.handle(importPostBack, (of: { applicationId: string; jobId: string }) => this.run(of.applicationId, of.jobId), { concurrency: 4, maxAttempts: tries });
  }

  /** The protocol whose calls name such addresses says what is sent. */
  describeWith(describe: (ended: EndedImport) => object): void {
    this.describe = describe;
  }

  async run(applicationId: string, jobId: string): Promise<void> {
    try {
      const ended = await this.find.importJob(applicationId, jobId);
      if (ended.job.postBackUrl) await this.send(ended.job.postBackUrl, JSON.stringify(this.describe(ended)));
    } catch (error) {
      if (!(error instanceof Failure) || error.code === 'outgoing-request-failed') throw error; // another try
      this.log.warn(`import ${jobId}: its result is not sent: ${error.publicMessage}`); // the job is gone, or the address is refused for good
    }
  }

  private async send(url: string, body: string): Promise<void> {
    const answer = await this.http.request({ method: 'POST', url, headers: { 'content-type': 'application/json; charset=UTF-8', 'content-length': String(Buffer.byteLength(body)) }, body });
    answer.body.destroy();
    if (answer.status >= 400) throw outgoingRequestFailed(new URL(url).hostname, `it answered ${answer.status} to the result of an import`);
  }
}
