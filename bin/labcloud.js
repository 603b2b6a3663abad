#!/usr/bin/env node
require('@labcloud/cli/bin/labcloud.js');
