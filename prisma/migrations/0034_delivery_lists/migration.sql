-- Lists of deliveries by destination and by cluster, and how it stands with each destination: without reading what is long delivered.
create index delivery_by_destination on delivery (destination_id, id desc);
create index delivery_by_cluster on delivery ((notice ->> 'cluster'), id desc);
create index delivery_parked on delivery ((notice ->> 'cluster'), id desc) where state = 'parked';
create index delivery_settled on delivery (destination_id, settled_at desc) where state = 'delivered';
-- The primary key has the same order.
drop index delivery_by_time;
