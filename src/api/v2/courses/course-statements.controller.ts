import { Get, Param, ParseIntPipe, Query } from '@nestjs/common';
import { FindCourses } from '../../../courses/find-courses';
import { invalidInput } from '../../../platform/failure';
import { parseInput } from '../../read-body';
import { callerId } from '../caller-id';
import { Caller, type V2Caller } from '../v2-auth.guard';
import { V2Controller } from '../v2-controller';
import { momentOf } from '../v2-lists';
import { type Params, single } from '../v2-shapes';

function checkFilters(q: Params): void {
  parseInput(callerId.optional(), single(q['learnerId']), 'learnerId');
  momentOf('since', single(q['since']));
  momentOf('until', single(q['until']));
  if (single(q['more'])) throw invalidInput('more', 'is not a token of this list; start again without it');
}

/** xAPI statements of a course: none while there is no store of statements. */
@V2Controller('courses')
export class CourseStatementsController {
  constructor(private readonly courses: FindCourses) {}

  @Get(':courseId/xAPIStatements')
  async statements(@Caller() caller: V2Caller, @Param('courseId') id: string, @Query() q: Params) {
    await this.courses.version(caller.applicationId, id);
    checkFilters(q);
    return { statements: [] };
  }

  @Get(':courseId/versions/:versionId/xAPIStatements')
  async versionStatements(@Caller() caller: V2Caller, @Param('courseId') id: string, @Param('versionId', ParseIntPipe) version: number, @Query() q: Params) {
    await this.courses.version(caller.applicationId, id, version);
    checkFilters(q);
    return { statements: [] };
  }
}
