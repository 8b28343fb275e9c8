"""What has happened: the only package that speaks SQL."""
