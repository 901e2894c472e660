"""What leaves STRATO as a file: lists and conversations, safe to open wherever they are opened"""
