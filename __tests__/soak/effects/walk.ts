import { type Events } from './events';
import { changedBy, isNoOp, judgeDrift, judgeEffect, judgePlan, judgeViews, seenBetween, warningsOf } from './judge';
import { type Subject } from './subject';
import { type Configured, type Diagnostic, type Outcome, type Plan, type Terraform } from './terraform';

function brief({ summary, detail }: Diagnostic): string {
  return `${summary}: ${detail}`.replace(/\s+/g, ' ').slice(0, 600);
}

/** Takes a batch of trials through a change, drift and an import. */
export class Walk {
  constructor(
    private readonly terraform: Terraform,
    private readonly events: Events,
    private readonly subjects: readonly Subject[],
    private readonly signal: AbortSignal,
  ) {}

  private get present(): Subject[] {
    this.signal.throwIfAborted();
    return this.subjects.filter(({ dropped }) => !dropped);
  }

  async run(): Promise<void> {
    await this.make();
    await this.change();
    await this.drift();
    await this.import();
  }

  private configure(side: 'before' | 'after', imports?: Map<string, string>): void {
    const resources = this.present.flatMap((subject): Configured[] => {
      const { noun, id, number, replaces, powers } = subject;
      const item = subject[side];
      const companions = replaces || powers ? [] : (noun.companions?.(item, id, number) ?? []);
      return [{ type: noun.table.name, name: id, item }, ...(imports === undefined ? companions : [])];
    });
    this.terraform.configure(resources, imports);
  }

  /** Leaves those out that failed; true when there were any. */
  private blame(step: string, { errors }: Outcome): boolean {
    for (const error of errors) {
      const subject = this.subjects.find(({ address, id }) => error.address === address || error.address === `libvirt_domain.${id}-guest`);
      if (subject === undefined) throw new Error(`${step}: ${brief(error)}`);
      if (!subject.dropped) subject.drop(`${step}: ${brief(error)}`);
    }
    return errors.length > 0;
  }

  private async plan(step: string, side: 'before' | 'after', imports?: () => Map<string, string>): Promise<Plan> {
    for (;;) {
      this.configure(side, imports?.());
      const plan = await this.terraform.plan();
      if (!this.blame(step, plan)) return plan;
    }
  }

  private async each(step: string, work: (subject: Subject) => Promise<void>): Promise<void> {
    for (const subject of this.present) {
      try {
        await work(subject);
      } catch (error) {
        subject.drop(`${step}: ${(error as Error).message.slice(0, 600)}`);
      }
    }
  }

  private async make(): Promise<void> {
    await this.plan('planning what was before', 'before');
    this.blame('making what was before', await this.terraform.applyPlan());
    await this.each('looking at what was before', async (subject) => {
      await subject.noun.mark?.(subject.before);
      subject.look = await subject.noun.look(subject.before);
    });
    await this.events.since();
  }

  private async change(): Promise<void> {
    const plan = await this.plan('planning the change', 'after');
    for (const subject of this.present) judgePlan(subject, plan.changes.get(subject.address), plan.warnings);
    this.blame('changing it', await this.terraform.applyPlan());
    const happened = await this.events.since();
    await this.each('looking at what it became', async (subject) => {
      const was = subject.look;
      const is = await subject.noun.look(subject.after);
      const names = [subject.before, subject.after].map(({ name }) => `${subject.noun.table.name} ${String(name)}`);
      const own = new Set(names.flatMap((name) => [...(happened.get(name) ?? [])]));
      if (was !== undefined) judgeEffect(subject, was, is, own);
      subject.look = is;
      if (subject.noun.views) judgeViews(subject, await subject.noun.views(subject.after));
    });
    await this.settled('after the change');
  }

  private async settled(step: string): Promise<void> {
    const plan = await this.plan(`planning ${step}`, 'after');
    for (const subject of this.present) {
      const left = changedBy(subject, plan.changes.get(subject.address));
      const warnings = warningsOf(subject, plan.warnings).map(brief);
      if (left.length > 0) subject.lie(`${step}, the plan is not empty: ${[...left, ...warnings].join(', ')}`);
    }
  }

  private async drift(): Promise<void> {
    const drifting = this.present.filter(({ trial }) => trial.hand !== 'none');
    await this.each('changing it by hand', async (subject) => {
      if (drifting.includes(subject)) await subject.noun.byHand(subject.trial.hand ?? 'definition', subject.after, subject.before);
    });
    const plan = await this.plan('planning after a change by hand', 'after');
    for (const subject of this.present) {
      if (drifting.includes(subject)) judgeDrift(subject, plan.changes.get(subject.address));
      else if (!isNoOp(plan.changes.get(subject.address))) subject.lie('the plan shows drift where there is none');
    }
    await this.events.since();
    this.blame('putting drift right', await this.terraform.applyPlan());
    const happened = await this.events.since();
    await this.each('looking at what was put right', async (subject) => {
      const is = await subject.noun.look(subject.after);
      const own = happened.get(`${subject.noun.table.name} ${String(subject.after['name'])}`) ?? new Set();
      const seen = subject.look === undefined ? 'live' : seenBetween(subject, subject.look, is, own);
      const warned = warningsOf(subject, plan.warnings).length > 0;
      if (seen !== 'live' && !warned) subject.lie(`putting drift right was ${seen}, of which the plan did not warn`);
      subject.look = is;
    });
    await this.settled('after drift was put right');
  }

  private async import(): Promise<void> {
    await this.terraform.withoutState(async () => {
      const id = (subject: Subject, index: number): string => {
        const ids = subject.noun.ids(subject.after);
        return ids[index % ids.length] ?? '';
      };
      const imported = await this.plan(
        'importing',
        'after',
        () => new Map(this.present.map((subject, index) => [subject.address, id(subject, index)])),
      );
      for (const subject of this.present) {
        const left = changedBy(subject, imported.changes.get(subject.address));
        subject.findings.unread = left;
        if (left.length > 0) subject.lie(`after an import the plan is not empty: ${left.join(', ')}`);
      }
    });
  }
}
