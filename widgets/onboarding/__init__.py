"""The first run: four ways to begin, each checked when it is done, left and taken up again as one likes"""
