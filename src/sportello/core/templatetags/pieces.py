"""Small pieces that templates of every app share."""

from django import template

register = template.Library()
