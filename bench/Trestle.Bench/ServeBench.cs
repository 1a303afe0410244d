using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

using Apache.Arrow;
using Apache.Arrow.Ipc;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

using Trestle.Core.Routing;
using Trestle.Core.Schema;
using Trestle.Learners;
using Trestle.Learners.LightGbm;
using Trestle.Learners.Packages;
using Trestle.Rows.Blocks;
using Trestle.Rows.Plans;
using Trestle.Rows.Stats;
using Trestle.Rows.Steps;
using Trestle.Serving.Codecs;
using Trestle.Serving.OpenInference;
using Trestle.Serving.Responses;

using Route = Trestle.Core.Routing.Route;

namespace Trestle.Bench;

/// <summary>What bench/serve.sh needs beside the scoring host: a package and a request for it, and an endpoint that does nothing.</summary>
internal static class ServeBench
{
    /// <summary>
    /// Writes a package (100 trees of 63 leaves, 28 numbers), a route table that gives it to a live version and to a canary, and bodies
    /// of one row, a hundred and a thousand into a folder.
    /// </summary>
    public static void WritePackage(string[] arguments)
    {
        var set = new Synthetic(100_000, seed: 1).Set;
        var names = set.Features.Columns.Select(column => column.Name).ToArray();
        var path = Path.Combine(arguments[0], "bench.trestle");
        PackageWriter.WriteFile(Contents(set, names), path);
        var hash = ModelPackage.Open(path).Hash.ToString();
        Route[] routes = [new(1, path, hash, RouteRole.Live, 0.9), new(2, path, hash, RouteRole.Canary, 0.1)];
        File.WriteAllBytes(
            Path.Combine(arguments[0], "routes.json"),
            RouteTables.Write(new RouteTable { Deployment = "bench", Model = "bench", Generation = 1, Routes = routes }));
        foreach (var rows in new[] { 1, 100, 1000 })
        {
            File.WriteAllBytes(Path.Combine(arguments[0], $"rows{rows}.json"), Request(set.Blocks[0], names, rows));
        }
    }

    /// <summary>
    /// A package that learns from a set, and is asked for some columns of numbers, which may be more than it learns from.
    /// </summary>
    public static PackageContents Contents(TrainingSet set, string[] names)
    {
        var raw = new RowSchema(names.Select(name => new Trestle.Rows.Blocks.Column(name, ColumnKind.Text)));
        IRowStep[] steps = [new Trim { Columns = names }, new NullTokens { Columns = names }, new ParseNumber { Columns = names }];
        using var learning = new LightGbmLearner().Begin(set, null, new LearningOptions(Seed: 1, Threads: 2));
        var parameters = new Parameters(new Dictionary<string, double> { ["num_leaves"] = 63, ["num_iterations"] = 100 });
        return new PackageContents
        {
            Name = "bench",
            Code = "bench",
            Contract = new Contract
            {
                Task = TaskKind.Binary,
                Target = "y",
                Classes = ["0", "1"],
                Columns =
                [
                    .. names.Select(name => new ColumnContract { Name = name, Type = ColumnType.Number }),
                    new ColumnContract { Name = "y", Type = ColumnType.Number },
                ],
            },
            Plan = new FittedPlan(raw, [.. steps.Select(step => step.Fit(raw, StatValues.None))]),
            Learner = "lightgbm",
            Model = learning.Fit(parameters, CancellationToken.None).Model.Save(),
            Threshold = 0.5,
            Documents = new Dictionary<string, byte[]>(),
        };
    }

    /// <summary>Rows as the package takes them.</summary>
    public static RowBlock Rows(int rows)
    {
        var set = new Synthetic(100_000, seed: 1).Set;
        return set.Blocks[0].Take([.. Enumerable.Range(0, rows)]);
    }

    /// <summary>Requests for these rows in each form that the host takes.</summary>
    public static IEnumerable<(string Name, IBodyDecoder Decoder, IAnswerFormat Format, byte[] Body)> Bodies(int rows)
    {
        var block = Rows(rows);
        var names = block.Schema.Columns.Select(column => column.Name).ToArray();
        var records = Enumerable.Range(0, rows).Select(row =>
            names.Index().ToDictionary(name => name.Item, name => block.Numbers(name.Index)[row]));
        var csv = string.Join(',', names) + "\n" + string.Join('\n', Enumerable.Range(0, rows).Select(row =>
            string.Join(',', Enumerable.Range(0, names.Length)
                .Select(column => block.Numbers(column)[row].ToString("R", CultureInfo.InvariantCulture)))));
        yield return ("JSON, dataframe_split", new Json(), new InvocationsFormat(), Request(block, names, rows));
        var asked = new { dataframe_records = records, @params = new { output = "scores" } };
        yield return ("JSON, dataframe_records", new Json(), new InvocationsFormat(), JsonSerializer.SerializeToUtf8Bytes(asked));
        yield return ("CSV", new Csv(), new InvocationsFormat(), Encoding.UTF8.GetBytes(csv));
        yield return ("Arrow", new ArrowStream(), new ArrowFormat(), Arrow(block));
        var (body, length) = Tensor(block);
        yield return ("binary tensor", new InferDecoder(length), new InferenceFormat(), body);
    }

    /// <summary>The same rows as an Arrow stream.</summary>
    private static byte[] Arrow(RowBlock block)
    {
        var batch = new RecordBatch.Builder();
        foreach (var (column, index) in block.Schema.Columns.Select((column, index) => (column, index)))
        {
            batch.Append(column.Name, false, new DoubleArray.Builder().AppendRange(block.Numbers(index).ToArray()).Build());
        }

        using var built = batch.Build();
        using var stream = new MemoryStream();
        using var writer = new ArrowStreamWriter(stream, built.Schema);
        writer.WriteRecordBatch(built);
        writer.WriteEnd();
        return stream.ToArray();
    }

    /// <summary>The same rows as one tensor in binary form, which also asks for such an answer; and the length of its JSON.</summary>
    private static (byte[] Body, int JsonLength) Tensor(RowBlock block)
    {
        var (rows, columns) = (block.Rows, block.Schema.Count);
        var values = new double[rows * columns];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = block.Numbers(i % columns)[i / columns];
        }

        var json = JsonSerializer.SerializeToUtf8Bytes(new
        {
            parameters = new { binary_data_output = true },
            inputs = new[]
            {
                new
                {
                    name = "x",
                    shape = new[] { rows, columns },
                    datatype = "FP64",
                    parameters = new { binary_data_size = values.Length * 8 },
                },
            },
            outputs = new[] { new { name = "probabilities" } },
        });
        return ([.. json, .. MemoryMarshal.AsBytes<double>(values)], json.Length);
    }

    /// <summary>An ASP.NET Core endpoint that answers every request with the bytes of a file: the least that a host can do.</summary>
    public static void Empty(string[] arguments)
    {
        var answer = File.ReadAllBytes(arguments[1]);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, int.Parse(arguments[0], CultureInfo.InvariantCulture)));
        var web = builder.Build();
        web.MapPost("/invocations", context =>
        {
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = answer.Length;
            return context.Response.Body.WriteAsync(answer).AsTask();
        });
        web.Run();
    }

    /// <summary>Some rows of a block as a request.</summary>
    public static byte[] Request(RowBlock block, string[] names, int rows) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        dataframe_split = new
        {
            columns = names,
            data = Enumerable.Range(0, rows).Select(row => Enumerable.Range(0, names.Length).Select(column => block.Numbers(column)[row])),
        },
        @params = new { output = "scores" },
    });
}
