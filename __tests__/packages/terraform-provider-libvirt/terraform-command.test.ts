import { isDestroying } from '../../../packages/terraform-provider-libvirt/src/terraform-command';

describe('whether Terraform was asked to destroy everything', () => {
  it.each([
    ['terraform destroy -auto-approve', true],
    ['/usr/bin/terraform -chdir=destroyer destroy', true],
    ['terraform plan -input=false -destroy -out=plan', true],
    ['tofu apply --destroy=true', true],
    ['terraform apply destroy', false],
    ['terraform plan -destroy=false', false],
    ['terraform plan', false],
    ['', false],
  ])('%s: %s', (command, expected) => {
    expect(isDestroying(command.split(' '))).toBe(expected);
  });

  it('is no where nothing is known of the process that started this one', () => {
    expect(isDestroying()).toBe(false);
  });
});
