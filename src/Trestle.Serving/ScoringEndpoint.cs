using System.Buffers;
using System.Reflection;
using System.Text.Json;

using Trestle.Core.Errors;
using Trestle.Learners.Packages;
using Trestle.Serving.Codecs;
using Trestle.Serving.Requests;
using Trestle.Serving.Responses;

namespace Trestle.Serving;

/// <summary>Answers every request: <c>POST /invocations</c>, <c>GET /ping</c>, <c>/health</c> and <c>/version</c>.</summary>
internal sealed class ScoringEndpoint : IDisposable
{
    /// <summary>The header that names the model that answered.</summary>
    public const string ModelHeader = "X-Trestle-Model";

    /// <summary>The header that counts the columns that were passed over, when there were any.</summary>
    public const string IgnoredHeader = "X-Trestle-Ignored-Columns";

    private const string JsonType = "application/json";

    private static readonly byte[] Ok = "OK\n"u8.ToArray();

    private readonly ThreadLocal<Workspace> workspaces;
    private readonly string model;
    private readonly byte[] version;
    private readonly long mostBytes;

    public ScoringEndpoint(ModelPackage package, long mostBytes)
    {
        var scorer = new Scorer(package);
        var predictions = new PredictionWriter(scorer);
        var numbers = new RequestSchema(package, numbers: true);
        var texts = new RequestSchema(package, numbers: false);
        workspaces = new ThreadLocal<Workspace>(() => new Workspace(scorer, predictions, numbers, texts));
        model = $"{package.Manifest.Name}/{package.Hash.ToString()[..12]}";
        version = Version(package);
        this.mostBytes = mostBytes;
    }

    /// <summary>Answers a request; a refusal is an answer too.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        try
        {
            await (context.Request.Path.Value switch
            {
                "/invocations" => PredictAsync(context),
                "/ping" or "/health" => TellAsync(context, "text/plain", Ok),
                "/version" => TellAsync(context, JsonType, version),
                _ => throw new RefusedException(ServeErrors.NoSuchPath()),
            });
        }
        catch (Exception failed) when (!context.Response.HasStarted)
        {
            if (failed is OperationCanceledException or IOException and not BadHttpRequestException)
            {
                // The client is gone; nobody is left to answer.
                context.Abort();
                return;
            }

            await RefuseAsync(context.Response, Reasons(failed));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => workspaces.Dispose();

    private async Task PredictAsync(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            throw new RefusedException(ServeErrors.WrongMethod(HttpMethods.Post));
        }

        var codec = CodecCatalog.Find(context.Request.ContentType) ?? throw new RefusedException(ServeErrors.WrongContentType());
        var form = context.Request.QueryString.HasValue ? Form(context.Request.Query) : null;
        var reader = context.Request.BodyReader;
        var read = await reader.ReadAsync();
        while (!read.IsCompleted)
        {
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            read = await reader.ReadAsync();
        }

        try
        {
            Predict(context.Response, codec, read.Buffer, form);
        }
        finally
        {
            reader.AdvanceTo(read.Buffer.End);
        }

        await context.Response.BodyWriter.FlushAsync();
    }

    /// <summary>Works on one thread from the body to the answer, so that the thread's workspace is its own.</summary>
    private void Predict(HttpResponse response, IRequestCodec codec, ReadOnlySequence<byte> body, OutputForm? form)
    {
        var workspace = workspaces.Value!;
        var ignored = body.IsSingleSegment ? workspace.Predict(codec, body.FirstSpan, form) : PredictJoined(workspace, codec, body, form);
        response.Headers[ModelHeader] = model;
        if (ignored > 0)
        {
            response.Headers[IgnoredHeader] = ignored.ToString();
        }

        Write(response, StatusCodes.Status200OK, JsonType, workspace.Answer);
    }

    /// <summary>What the query asks for: <c>?output=scores</c>, for bodies that have no place to say it.</summary>
    private static OutputForm? Form(IQueryCollection query) => !query.TryGetValue(OutputForms.Parameter, out var name) ? null
        : OutputForms.Find(name.ToString()) ?? throw new RefusedException(ServeErrors.UnknownOutput());

    private static int PredictJoined(Workspace workspace, IRequestCodec codec, ReadOnlySequence<byte> body, OutputForm? form)
    {
        var joined = ArrayPool<byte>.Shared.Rent((int)body.Length);
        try
        {
            body.CopyTo(joined);
            return workspace.Predict(codec, joined.AsSpan(0, (int)body.Length), form);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(joined);
        }
    }

    private static async Task TellAsync(HttpContext context, string type, ReadOnlyMemory<byte> what)
    {
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            throw new RefusedException(ServeErrors.WrongMethod($"{HttpMethods.Get}, {HttpMethods.Head}"));
        }

        Write(context.Response, StatusCodes.Status200OK, type, what.Span);
        await context.Response.BodyWriter.FlushAsync();
    }

    private async Task RefuseAsync(HttpResponse response, IReadOnlyList<Refusal> reasons)
    {
        if (reasons[0].Allow is { } allowed)
        {
            response.Headers.Allow = allowed;
        }

        var workspace = workspaces.Value!;
        workspace.Refuse(reasons);
        response.Headers[ModelHeader] = model;
        Write(response, reasons[0].Status, ProblemWriter.ContentType, workspace.Answer);
        await response.BodyWriter.FlushAsync();
    }

    private IReadOnlyList<Refusal> Reasons(Exception failed)
    {
        switch (failed)
        {
            case RefusedException refused:
                return refused.Refusals;
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return [ServeErrors.TooLargeBody(mostBytes)];
            case BadHttpRequestException broken:
                return [ServeErrors.BrokenRequest(broken.StatusCode)];
            case TrestleException unscorable:
                return [.. unscorable.Problems.Select(ServeErrors.Unscorable)];
            default:
                // Its message may hold a value of the request.
                Console.Error.WriteLine($"{failed.GetType()}\n{failed.StackTrace}");
                return [ServeErrors.Fault()];
        }
    }

    private static void Write(HttpResponse response, int status, string type, ReadOnlySpan<byte> body)
    {
        response.StatusCode = status;
        response.ContentType = type;
        response.ContentLength = body.Length;
        response.BodyWriter.Write(body);
    }

    private static byte[] Version(ModelPackage package) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        trestle = typeof(ScoringEndpoint).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion,
        model = new
        {
            name = package.Manifest.Name,
            hash = package.Hash.ToString(),
            task = package.Manifest.Task.ToString().ToLowerInvariant(),
            learner = package.Manifest.Learner,
            code = package.Manifest.Code,
        },
    });
}
