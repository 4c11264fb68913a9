# Written once by Blip; from here on it is yours.
