"""Taking a list or a conversation out of STRATO: to a table, to a document, to paper"""
