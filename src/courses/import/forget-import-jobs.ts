import { Injectable, type OnModuleInit } from '@nestjs/common';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { Outbox } from '../../platform/outbox/outbox';
import { CourseRepository } from '../course.repository';

/** Removes the ended imports of an application that was deleted; one that runs keeps it from being deleted. */
@Injectable()
export class ForgetImportJobs implements OnModuleInit {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly courses: CourseRepository,
  ) {}

  onModuleInit(): void {
    this.outbox.subscribe('application.deleted', async (facts) => {
      for (const { applicationId } of facts) await this.unit.run(() => this.courses.removeJobsOf(applicationId));
    });
  }
}
