import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AddTags } from './add-tags';
import { FindTags } from './find-tags';
import { RemoveTags } from './remove-tags';
import { ReplaceTags } from './replace-tags';
import { Tag } from './tag.entity';
import { TagRepository } from './tag.repository';

@Module({ imports: [TypeOrmModule.forFeature([Tag])], providers: [TagRepository, FindTags, AddTags, RemoveTags, ReplaceTags], exports: [FindTags, AddTags, RemoveTags, ReplaceTags] })
export class TagsModule {}
