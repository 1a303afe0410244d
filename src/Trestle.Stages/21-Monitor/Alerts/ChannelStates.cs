using System.Text;

using Trestle.Stages.Kernel.Artifacts;
using Trestle.Storage.Records;

namespace Trestle.Stages.Monitor.Alerts;

/// <summary>The records of channels, each with a revision: whoever saves second learns that somebody else is delivering.</summary>
internal sealed class ChannelStates(RecordStore records)
{
    private const string Kind = "channel";

    /// <summary>The channels that have a record.</summary>
    public async Task<IReadOnlyList<string>> NamesAsync(CancellationToken cancellation) =>
        [.. (await records.Documents.ListAsync(Kind, cancellation)).Select(document => document.Name)];

    /// <summary>The record of a channel and its revision; a new one has the revision 0.</summary>
    public async Task<(ChannelState State, long Revision)> FindAsync(string channel, CancellationToken cancellation) =>
        await records.Documents.FindAsync(Kind, channel, cancellation) is { } document
            ? (Documents.Read<ChannelState>(Encoding.UTF8.GetBytes(document.Json)), document.Revision)
            : (new ChannelState { Channel = channel }, 0);

    /// <summary>Begins a record, unless there is one.</summary>
    public Task AddAsync(string channel, CancellationToken cancellation) =>
        PutAsync(new ChannelState { Channel = channel }, 0, cancellation);

    /// <summary>Saves a record; its new revision, or null when somebody else saved first.</summary>
    public async Task<long?> PutAsync(ChannelState state, long revision, CancellationToken cancellation)
    {
        var json = Encoding.UTF8.GetString(Documents.Write(state));
        return await records.Documents.PutAsync(Kind, state.Channel, json, revision, null, cancellation) ? revision + 1 : null;
    }

    /// <summary>Removes a record.</summary>
    public async Task RemoveAsync(string channel, CancellationToken cancellation)
    {
        var (_, revision) = await FindAsync(channel, cancellation);
        await records.Documents.DeleteAsync(Kind, channel, revision, null, cancellation);
    }
}
