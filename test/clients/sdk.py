"""What a program using openstacksdk does; run by `npm run test:clients`, signed in by OS_CLOUD."""

import openstack
from openstack import exceptions
from openstack.utils import iterate_timeout

cloud = openstack.connect()

# Compute: an aggregate, its zone, its host, its metadata.
aggregate = cloud.compute.create_aggregate(name="sdk-aggregate", availability_zone="sdk-zone")
aggregate = cloud.compute.add_host_to_aggregate(aggregate, "host-2")
assert aggregate.hosts == ["host-2"], aggregate.hosts
aggregate = cloud.compute.set_aggregate_metadata(aggregate, {"ssd": "true", "rack": "r1"})
assert aggregate.metadata["ssd"] == "true", aggregate.metadata
aggregate = cloud.compute.set_aggregate_metadata(aggregate, {"rack": None})
assert "rack" not in aggregate.metadata, aggregate.metadata
zones = {zone.name for zone in cloud.compute.availability_zones()}
assert "sdk-zone" in zones, zones
try:
    cloud.compute.set_aggregate_metadata(aggregate, {"bad/key": "v"})
    raise AssertionError("a bad key was accepted")
except exceptions.BadRequestException as refusal:
    assert "does not match any of the regexes" in str(refusal), refusal
cloud.compute.remove_host_from_aggregate(aggregate, "host-2")
cloud.compute.delete_aggregate(aggregate)
assert len(list(cloud.compute.hypervisors(details=True))) == 3
assert {service.state for service in cloud.compute.services()} == {"up"}

# Block storage: a volume through its states, its metadata, lists and pages.
cloud.set_volume_quotas("admin", volumes=50)
volume = cloud.block_storage.create_volume(name="sdk-volume", size=1, metadata={"a": "b"})
volume = cloud.block_storage.wait_for_status(volume, "available", interval=0.1, wait=20)
assert volume.metadata == {"a": "b"}, volume.metadata
volume = cloud.block_storage.set_volume_metadata(volume, c="d")
assert cloud.block_storage.get_volume_metadata(volume).metadata == {"a": "b", "c": "d"}
cloud.block_storage.delete_volume_metadata(volume, keys=["a"])
assert cloud.block_storage.get_volume_metadata(volume).metadata == {"c": "d"}
cloud.block_storage.extend_volume(volume, 3)
for _ in iterate_timeout(20, "the volume did not grow", wait=0.1):
    volume = cloud.block_storage.get_volume(volume)
    if (volume.status, volume.size) == ("available", 3):
        break
made = [cloud.block_storage.create_volume(name=f"page-{i}", size=1) for i in range(5)]
names = {v.name for v in cloud.block_storage.volumes(limit=2)}
assert {f"page-{i}" for i in range(5)} <= names, names
for each in [*made, volume]:
    cloud.block_storage.wait_for_status(each, "available", interval=0.1, wait=20)
    cloud.block_storage.delete_volume(each)
cloud.block_storage.wait_for_delete(volume, interval=0.1, wait=20)
try:
    cloud.block_storage.get_volume(volume)
    raise AssertionError("a deleted volume is still there")
except exceptions.ResourceNotFound:
    pass

# Identity: a second tenant.
project = cloud.identity.create_project(name="sdk-project", description="made by a test")
user = cloud.identity.create_user(name="sdk-user", password="secret", default_project_id=project.id)
role = cloud.identity.find_role("member")
cloud.identity.assign_project_role_to_user(project, user, role)
other = cloud.connect_as(username="sdk-user", password="secret", project_name="sdk-project")
assert list(other.block_storage.volumes()) == []
cloud.identity.delete_user(user)
cloud.identity.delete_project(project)

print("sdk: all done")
