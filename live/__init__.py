"""The live process: tells every open page what has changed, over one stream each."""
