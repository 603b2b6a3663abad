import { serve } from '@labcloud/terraform-plugin';
import { provider } from './provider';

void serve(provider, { name: 'libvirt' });
