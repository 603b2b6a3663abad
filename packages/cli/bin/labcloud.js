#!/usr/bin/env node
require('../dist/labcloud.js').main(process.argv);
