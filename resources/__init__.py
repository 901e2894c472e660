"""What is shipped beside the code: colours and sizes, icons, translations, pictures."""
