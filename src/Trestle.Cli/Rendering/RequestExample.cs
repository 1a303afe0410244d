using System.Text.Json;

using Trestle.Core.Schema;
using Trestle.Learners.Packages;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Typing;

namespace Trestle.Cli.Rendering;

/// <summary>Requests for a POSIX shell that can be pasted as they are: all columns are there, and their values keep the contract.</summary>
internal static class RequestExample
{
    private const string Json = "-H 'Content-Type: application/json'";

    /// <summary>Asks for a prediction.</summary>
    public static string Predict(Uri address, Contract contract) => $"curl {address}invocations {Json} -d '{Body(contract)}'";

    /// <summary>Asks for a prediction and keeps its id in <c>$id</c>; then sends the label of that prediction.</summary>
    public static IReadOnlyList<string> PredictAndLabel(Uri address, ModelPackage package) =>
    [
        $"id=$(curl -s -D - -o /dev/stderr {address}invocations {Json} -d '{Body(package.Contract)}' "
            + @"| sed -n 's/^X-Trestle-Prediction-Id: \([0-9a-f.-]*\).*/\1/p'); echo "" $id""",
        $"curl {address}feedback {Json} -d '{{\"labels\": [{{\"id\": \"'$id'-0\", \"label\": {Label(package.Manifest)}}}]}}'",
    ];

    /// <summary>The body of a request, safe between single quotes.</summary>
    private static string Body(Contract contract) => Quoted(JsonSerializer.Serialize(
        new
        {
            dataframe_records = new[] { SampleRequest.Row(contract).ToDictionary(entry => entry.Column.Name, entry => entry.Value) },
        },
        Documents.Compact));

    /// <summary>A label that the model knows: its last class, or a number.</summary>
    private static string Label(Manifest manifest) =>
        Quoted(manifest.Classes is [.., var last] ? JsonSerializer.Serialize(last, Documents.Compact) : "1");

    private static string Quoted(string json) => json.Replace("'", "'\\''", StringComparison.Ordinal);
}
