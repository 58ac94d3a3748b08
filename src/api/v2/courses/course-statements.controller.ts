import { Get, Param, ParseIntPipe, Query } from '@nestjs/common';
import { FindCourses } from '../../../courses/find-courses';
import { FindStatements, type StatementScope } from '../../../xapi/statements/find-statements';
import { parseInput } from '../../read-body';
import { callerId } from '../../caller-id';
import { toStatementList, toStatementPage } from '../statements.wire';
import { Caller, type V2Caller } from '../v2-auth.guard';
import { V2Controller } from '../v2-controller';
import { type Params, single } from '../v2-shapes';

/** xAPI statements of a course or of one of its versions, perhaps of one learner. */
@V2Controller('courses')
export class CourseStatementsController {
  constructor(
    private readonly courses: FindCourses,
    private readonly statementsOf: FindStatements,
  ) {}

  @Get(':courseId/xAPIStatements')
  async statements(@Caller() caller: V2Caller, @Param('courseId') id: string, @Query() q: Params) {
    const { courseKey } = await this.courses.version(caller.applicationId, id);
    return this.list(caller, { courseKey }, q);
  }

  @Get(':courseId/versions/:versionId/xAPIStatements')
  async versionStatements(@Caller() caller: V2Caller, @Param('courseId') id: string, @Param('versionId', ParseIntPipe) version: number, @Query() q: Params) {
    const { versionKey } = await this.courses.version(caller.applicationId, id, version);
    return this.list(caller, { versionKey }, q);
  }

  private async list({ applicationId }: V2Caller, scope: StatementScope, q: Params) {
    const learnerId = parseInput(callerId.optional(), single(q['learnerId']), 'learnerId');
    const { filter, more } = toStatementList(q);
    return toStatementPage(await this.statementsOf.list(applicationId, { ...scope, ...(learnerId === undefined ? {} : { learnerId }) }, filter, more));
  }
}
