import { applyDecorators, Get, Header } from '@nestjs/common';

/** A GET route that answers with a page. Pages differ from visitor to visitor, so nothing may keep them. */
export function Page(path = ''): MethodDecorator {
  return applyDecorators(
    Get(path),
    Header('content-type', 'text/html; charset=utf-8'),
    Header('cache-control', 'no-store'),
  );
}
