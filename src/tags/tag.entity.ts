import { Entity, Index } from 'typeorm';
import { TextColumn } from '../platform/database/portable-columns';

/** One word on one thing of one application; `kind` is what the thing is, such as `dispatch`. */
@Entity('tags')
@Index('ix_tags_by_word', ['applicationId', 'kind', 'tag', 'itemKey'])
export class Tag {
  @TextColumn(64, { name: 'application_id', primary: true }) applicationId!: string;
  @TextColumn(32, { primary: true }) kind!: string;
  @TextColumn(255, { name: 'item_key', primary: true }) itemKey!: string;
  @TextColumn(255, { primary: true }) tag!: string;
}
