using Trestle.Core.Schema;

using Xunit;

namespace Trestle.EndToEnd.Serving;

/// <summary>A scoring host for each kind of prediction, for all tests of a class.</summary>
public sealed class RunningModels : IAsyncLifetime
{
    private readonly Dictionary<TaskKind, RunningModel> models = [];

    /// <summary>The host of a kind.</summary>
    public RunningModel this[TaskKind task] => models[task];

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        foreach (var task in Enum.GetValues<TaskKind>())
        {
            models[task] = await RunningModel.StartAsync(task);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var model in models.Values)
        {
            await model.DisposeAsync();
        }
    }
}
