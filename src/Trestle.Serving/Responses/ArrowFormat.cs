using System.Text.Json;

using Apache.Arrow;
using Apache.Arrow.Ipc;

using Trestle.Core.Schema;
using Trestle.Serving.Codecs;
using Trestle.Serving.Requests;
using Trestle.Serving.Routes;

namespace Trestle.Serving.Responses;

/// <summary>
/// Answers as an Arrow IPC stream with one batch, a row for each row of the request: the columns of <c>trestle predict</c>, which are
/// <c>prediction</c>, <c>probability.&lt;class&gt;</c>, when asked for <c>interval.low</c>, <c>interval.high</c> or
/// <c>set.&lt;class&gt;</c>, and, when rows have any, <c>fault</c>. Refusals are problem documents.
/// </summary>
internal sealed class ArrowFormat : IAnswerFormat
{
    /// <inheritdoc/>
    public string RefusalType => "application/problem+json";

    /// <summary>Whether a request wants such an answer.</summary>
    public static bool IsWanted(HttpRequest request) =>
        request.Headers.Accept.Any(accept => accept?.Contains(ArrowStream.MediaType, StringComparison.OrdinalIgnoreCase) == true);

    /// <inheritdoc/>
    public AnswerHead WriteAnswer(AnswerBuffer buffer, ServedTable table, ServedRoute route, Scored scored)
    {
        if (scored.Asked.Explain > 0)
        {
            throw new RefusedException(ServeErrors.NoExplanations());
        }

        var columns = new List<(string Name, IArrowArray Values)>();
        var place = Places(scored);
        var contract = route.Model.Package.Contract;
        if (contract.Task == TaskKind.Regression)
        {
            var scores = scored.Scores.Values;
            columns.Add(("prediction", Numbers(place, row => scores[row])));
        }
        else
        {
            AddClasses(columns, route.Model, scored, place);
        }

        AddCoverage(columns, route.Model, scored, place);
        if (scored.Asked.Faults.Rows > 0)
        {
            columns.Add(("fault", Faults(scored.Asked)));
        }

        var schema = new Schema(columns.Select(column => new Field(column.Name, column.Values.Data.DataType, nullable: true)), null);
        using var batch = new RecordBatch(schema, columns.Select(column => column.Values), scored.Asked.Rows);
        Write(buffer, batch);
        return new AnswerHead(ArrowStream.MediaType);
    }

    /// <inheritdoc/>
    public void WriteRefusal(Utf8JsonWriter json, IReadOnlyList<Refusal> refusals) => ProblemWriter.Write(json, refusals);

    /// <summary>For each row of the request its place among the answered ones; -1 for one that has a fault.</summary>
    private static int[] Places(Scored scored)
    {
        var places = new int[scored.Asked.Rows];
        var next = 0;
        for (var row = 0; row < places.Length; row++)
        {
            places[row] = scored.Asked.Faults.Has(row) ? -1 : next++;
        }

        return places;
    }

    private static void AddClasses(List<(string, IArrowArray)> columns, LoadedModel model, Scored scored, int[] places)
    {
        var (scores, form, classes) = (scored.Scores, scored.Asked.Output, model.Package.Contract.Classes);
        if (form != OutputForm.Scores)
        {
            var labels = new StringArray.Builder().Reserve(places.Length);
            foreach (var place in places)
            {
                _ = place < 0 ? labels.AppendNull() : labels.Append(model.Scorer.Label(scores, place)!);
            }

            columns.Add(("prediction", labels.Build()));
        }

        if (form != OutputForm.Labels)
        {
            for (var i = 0; i < classes.Count; i++)
            {
                var position = i;
                columns.Add(($"probability.{classes[i]}", Numbers(places, row => scores.Probability(row, position))));
            }
        }
    }

    /// <summary>The ends of intervals, and whether a class is in the set; when asked for.</summary>
    private static void AddCoverage(List<(string, IArrowArray)> columns, LoadedModel model, Scored scored, int[] places)
    {
        var (asked, scores, scorer) = (scored.Asked, scored.Scores, model.Scorer);
        CoverageWriter.Check(scorer, asked);
        var (interval, set, classes) = (asked.Interval, asked.Set, model.Package.Contract.Classes);
        if (interval > 0)
        {
            columns.Add(("interval.low", Numbers(places, row => scorer.Interval(scores, row, interval).Low)));
            columns.Add(("interval.high", Numbers(places, row => scorer.Interval(scores, row, interval).High)));
        }

        for (var position = 0; set > 0 && position < classes.Count; position++)
        {
            var held = new BooleanArray.Builder().Reserve(places.Length);
            foreach (var place in places)
            {
                _ = place < 0 ? held.AppendNull() : held.Append(scorer.InSet(scores, place, position, set));
            }

            columns.Add(($"set.{classes[position]}", held.Build()));
        }
    }

    private static DoubleArray Numbers(int[] places, Func<int, double> value)
    {
        var numbers = new DoubleArray.Builder().Reserve(places.Length);
        foreach (var place in places)
        {
            _ = place < 0 ? numbers.AppendNull() : numbers.Append(value(place));
        }

        return numbers.Build();
    }

    private static StringArray Faults(RequestRows asked)
    {
        var faults = asked.Faults.Each.ToDictionary(fault => fault.Row!.Value, fault => $"{fault.Problem.Code}: {fault.Problem.Found}");
        var texts = new StringArray.Builder().Reserve(asked.Rows);
        for (var row = 0; row < asked.Rows; row++)
        {
            _ = faults.TryGetValue(row, out var fault) ? texts.Append(fault) : texts.AppendNull();
        }

        return texts.Build();
    }

    private static void Write(AnswerBuffer buffer, RecordBatch batch)
    {
        using var stream = new MemoryStream();
        using (var writer = new ArrowStreamWriter(stream, batch.Schema, leaveOpen: true))
        {
            writer.WriteRecordBatch(batch);
            writer.WriteEnd();
        }

        buffer.Begin();
        buffer.Append(stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }
}
