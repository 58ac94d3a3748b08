import { Body, HttpCode, Param, ParseIntPipe, Post } from '@nestjs/common';
import { IssuePreviewLink } from '../../../runtime/issue-preview-link';
import { Caller, type V2Caller } from '../v2-auth.guard';
import { V2Controller } from '../v2-controller';
import { toPreviewOptions } from './course.wire';

/** Links that open a course without a registration. */
@V2Controller('courses')
export class CoursePreviewsController {
  constructor(private readonly links: IssuePreviewLink) {}

  @Post(':courseId/preview')
  @HttpCode(200)
  async preview(@Caller() { applicationId }: V2Caller, @Param('courseId') courseId: string, @Body() body: unknown) {
    return { launchLink: await this.links.run({ applicationId, courseId }, toPreviewOptions(body)) };
  }

  @Post(':courseId/versions/:versionId/preview')
  @HttpCode(200)
  async versionPreview(@Caller() { applicationId }: V2Caller, @Param('courseId') courseId: string, @Param('versionId', ParseIntPipe) version: number, @Body() body: unknown) {
    return { launchLink: await this.links.run({ applicationId, courseId, version }, toPreviewOptions(body)) };
  }
}
