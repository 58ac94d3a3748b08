import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AddTags } from './add-tags';
import { ChangeTags } from './change-tags';
import { FindTags } from './find-tags';
import { ForgetTags } from './forget-tags';
import { RemoveTags } from './remove-tags';
import { ReplaceTags } from './replace-tags';
import { Tag } from './tag.entity';
import { TagRepository } from './tag.repository';

@Module({ imports: [TypeOrmModule.forFeature([Tag])], providers: [TagRepository, ForgetTags, ChangeTags, FindTags, AddTags, RemoveTags, ReplaceTags], exports: [ChangeTags, FindTags, AddTags, RemoveTags, ReplaceTags] })
export class TagsModule {}
