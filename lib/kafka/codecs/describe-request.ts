import { Writer } from '@platformatic/kafka';

/** What DescribeGroups 6, StreamsGroupDescribe and ShareGroupDescribe all ask: these groups, without the operations that the principal is allowed. */
export function describeRequest(groupIds: readonly string[]): Writer {
  return Writer.create()
    .appendArray([...groupIds], (writer, groupId) => writer.appendString(groupId), true, false)
    .appendBoolean(false)
    .appendTaggedFields();
}
