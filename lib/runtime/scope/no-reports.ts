import { VisitorReports } from './reports.js';

/** Of a visitor who does not count: nobody hears of anything. */
export class NoReports extends VisitorReports {
  override decision(): void {}
  override due(): void {}
  override used(): void {}
  override goal(): void {}
  override attributes(): void {}
  override data(): void {}
}
