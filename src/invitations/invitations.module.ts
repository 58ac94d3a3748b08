import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ApplicationsModule } from '../applications/applications.module';
import { CoursesModule } from '../courses/courses.module';
import { RegistrationsModule } from '../registrations/registrations.module';
import { RuntimeModule } from '../runtime/runtime.module';
import { TagsModule } from '../tags/tags.module';
import { AddRecipients } from './add-recipients';
import { ChangeInvitation } from './change-invitation';
import { ChangeRecipient } from './change-recipient';
import { CreateInvitation } from './create-invitation';
import { DescribeInvitation } from './describe-invitation';
import { EnrolRecipients } from './enrol-recipients';
import { EraseRecipients } from './erase-recipients';
import { ErasureRepository } from './erasure.repository';
import { FillInvitation } from './fill-invitation';
import { FindInvitations } from './find-invitations';
import { FindRecipients } from './find-recipients';
import { FollowDeletions } from './follow-deletions';
import { ImportRecipients } from './import-recipients';
import { Invitation } from './invitation.entity';
import { InvitationFacts } from './invitation-facts';
import { InvitationLimits } from './invitation-limits';
import { InvitationLinks } from './invitation-links';
import { InvitationRepository } from './invitation.repository';
import { JoinPublicInvitation } from './join-public-invitation';
import { MailCodesAndLinks } from './mail-codes-and-links';
import { TellBounces } from './tell-bounces';
import { WriteInvitationMail } from './write-invitation-mail';
import { MailInvitations } from './mail-invitations';
import { RenderMail } from './mail/render-mail';
import { NewRecipients } from './new-recipients';
import { ProveAddress } from './prove-address';
import { ReadInvitation } from './read-invitation';
import { Recipient } from './recipient.entity';
import { RecipientPart } from './recipient-part.entity';
import { RecipientPartRepository } from './recipient-part.repository';
import { RecipientRepository } from './recipient.repository';
import { RequestLinks } from './request-links';
import { RowError } from './row-error.entity';
import { SearchRecipients } from './search-recipients';
import { SendReminders } from './send-reminders';
import { StartInvitedCourse } from './start-invited-course';
import { StopReminders } from './stop-reminders';
import { SuppressAddresses } from './suppress-addresses';
import { TagInvitations } from './tag-invitations';
import { TakePublicSeat } from './take-public-seat';
import { WaitForSending } from './wait-for-sending';
import { WalkInvitations } from './walk-invitations';

const operations = [
  SearchRecipients,
  CreateInvitation, ChangeInvitation, FindInvitations, FindRecipients, ChangeRecipient, ImportRecipients, TagInvitations, ReadInvitation, StartInvitedCourse, JoinPublicInvitation, ProveAddress, RequestLinks,
  StopReminders, EraseRecipients, SuppressAddresses, WaitForSending, WalkInvitations,
];
const parts = [
  InvitationRepository, RecipientRepository, ErasureRepository, RecipientPartRepository, InvitationLinks, InvitationLimits, InvitationFacts, NewRecipients, AddRecipients, EnrolRecipients, FillInvitation, DescribeInvitation,
  TakePublicSeat, MailInvitations, TellBounces, WriteInvitationMail, MailCodesAndLinks, RenderMail, SendReminders, FollowDeletions,
];

@Module({
  imports: [ApplicationsModule, CoursesModule, RegistrationsModule, RuntimeModule, TagsModule, TypeOrmModule.forFeature([Invitation, Recipient, RecipientPart, RowError])],
  providers: [...parts, ...operations],
  exports: operations,
})
export class InvitationsModule {}
