import { serve } from '@labcloud/terraform-plugin';
import { provider } from './provider';
import { SOURCE } from './schemas';

void serve(provider, { name: 'libvirt', address: SOURCE });
