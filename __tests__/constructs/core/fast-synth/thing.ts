import { type TerraformMetaArguments, TerraformResource } from 'cdktf';
import type { Construct } from 'constructs';

/** A resource that has whatever it is given, and an attribute of every type. */
export class Thing extends TerraformResource {
  constructor(
    scope: Construct,
    id: string,
    private readonly attributes: Record<string, unknown> = {},
    meta: TerraformMetaArguments = {},
  ) {
    super(scope, id, { terraformResourceType: 'test_thing', ...meta });
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return this.attributes;
  }

  protected override synthesizeHclAttributes(): Record<string, unknown> {
    return Object.fromEntries(
      Object.entries(this.attributes).map(([key, value]) => [key, { value, isBlock: false, type: 'simple', storageClassType: 'string' }]),
    );
  }

  get text(): string {
    return this.getStringAttribute('text');
  }

  get number(): number {
    return this.getNumberAttribute('number');
  }

  get list(): string[] {
    return this.getListAttribute('list');
  }

  get numbers(): number[] {
    return this.getNumberListAttribute('numbers');
  }

  get map(): Record<string, string> {
    return this.getStringMapAttribute('map');
  }

  get numberMap(): Record<string, number> {
    return this.getNumberMapAttribute('number_map');
  }

  get anyMap(): Record<string, unknown> {
    return this.getAnyMapAttribute('any_map');
  }
}
