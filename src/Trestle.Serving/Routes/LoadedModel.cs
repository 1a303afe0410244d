using System.Collections.ObjectModel;
using System.Diagnostics.CodeAnalysis;

using Trestle.Core.Errors;
using Trestle.Core.Schema;
using Trestle.Learners.Packages;
using Trestle.Serving.OpenInference;
using Trestle.Serving.Requests;
using Trestle.Serving.Responses;

namespace Trestle.Serving.Routes;

/// <summary>An opened package with everything needed to answer with it. Tables that name it share it.</summary>
[SuppressMessage(
    "Design",
    "CA1001",
    Justification = "A request may still be answered with a model that has left the table; its thread-local part has a finaliser.")]
internal sealed class LoadedModel
{
    private readonly ThreadLocal<Workspace> workspaces;

    /// <summary>
    /// Prepares a package; a plan that does not accept the contract's columns is reported now, not with the first request.
    /// </summary>
    public LoadedModel(ModelPackage package, RequestPolicy policy)
    {
        Scorer = new Scorer(package);
        var numbers = new RequestSchema(package, policy, numbers: true);
        var texts = new RequestSchema(package, policy, numbers: false);
        Scorer.Score(new RequestRows(numbers).Block());
        Scorer.Score(new RequestRows(texts).Block());
        Hash = package.Hash.ToString();
        Predictions = new PredictionWriter(Scorer);
        Requests = numbers;
        Tensors = new ModelTensors(Scorer, numbers);
        workspaces = new ThreadLocal<Workspace>(() => new Workspace(Scorer, numbers, texts));
    }

    /// <summary>The state of the newer tables with which it was loaded, or with which it could not be.</summary>
    public string Tables { get; init; } = "";

    /// <summary>When the newer tables that are in force were brought, by table.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> WrittenAt { get; init; } = ReadOnlyDictionary<string, DateTimeOffset>.Empty;

    /// <summary>Why newer tables that are there are not in force; null when they are.</summary>
    public Problem? TablesFault { get; init; }

    /// <summary>Scores with the package.</summary>
    public Scorer Scorer { get; }

    /// <summary>The package.</summary>
    public ModelPackage Package => Scorer.Package;

    /// <summary>The package's hash in hexadecimal digits.</summary>
    public string Hash { get; }

    /// <summary>What a request brings.</summary>
    public RequestSchema Requests { get; }

    /// <summary>Writes answers of <c>/invocations</c>.</summary>
    public PredictionWriter Predictions { get; }

    /// <summary>Its inputs and outputs as tensors.</summary>
    public ModelTensors Tensors { get; }

    /// <summary>The running thread's own.</summary>
    public Workspace Workspace => workspaces.Value!;
}
