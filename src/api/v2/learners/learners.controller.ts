import { Body, Delete, Get, HttpCode, Param, Post, Put, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { EraseLearner } from '../../../learners/erase-learner';
import { RenameLearner } from '../../../learners/rename-learner';
import { TagLearners } from '../../../learners/tag-learners';
import { invalidInput } from '../../../platform/failure';
import { parseInput } from '../../read-body';
import { Caller, type V2Caller } from '../v2-auth.guard';
import { V2Controller } from '../v2-controller';
import { given, type Params, single, toBatchTags, toTags } from '../v2-shapes';
import { learner } from './learner.wire';

@V2Controller('learner')
export class LearnersController {
  constructor(
    private readonly tagging: TagLearners,
    private readonly rename: RenameLearner,
    private readonly erase: EraseLearner,
  ) {}

  @Put('tags')
  @HttpCode(204)
  async tagMany(@Caller() { applicationId }: V2Caller, @Body() body: unknown): Promise<void> {
    const { ids, tags } = toBatchTags(body);
    await this.tagging.add(applicationId, ids, tags);
  }

  @Get(':learnerId/tags')
  async tags(@Caller() { applicationId }: V2Caller, @Param('learnerId') id: string) {
    return { tags: await this.tagging.read(applicationId, id) };
  }

  @Put(':learnerId/tags')
  @HttpCode(204)
  async tag(@Caller() { applicationId }: V2Caller, @Param('learnerId') id: string, @Body() body: unknown): Promise<void> {
    await this.tagging.add(applicationId, [id], toTags(body));
  }

  @Delete(':learnerId/tags')
  @HttpCode(204)
  async untag(@Caller() { applicationId }: V2Caller, @Param('learnerId') id: string, @Body() body: unknown): Promise<void> {
    await this.tagging.remove(applicationId, id, toTags(body));
  }

  @Post(':learnerId/updateInfo')
  @HttpCode(204)
  async update(@Caller() { applicationId }: V2Caller, @Param('learnerId') id: string, @Body() body: unknown): Promise<void> {
    const { id: named, ...names } = parseInput(learner, body);
    if (named != null && named !== id) throw invalidInput('id', 'must be the learner of the path; an id cannot be changed');
    await this.rename.run(applicationId, id, given(names));
  }

  /** The receipt's number goes into a header, as the original answers without a body. */
  @Post(':learnerId/delete-information')
  @HttpCode(204)
  async forget(@Caller() { applicationId }: V2Caller, @Param('learnerId') id: string, @Query() q: Params, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    const { receipt } = await this.erase.run(applicationId, id, single(q['userEmail']) ?? '');
    void reply.header('x-erasure-receipt', receipt);
  }
}
