"""The tools around the Northstar dbt project: simulate, build, audit, publish."""
